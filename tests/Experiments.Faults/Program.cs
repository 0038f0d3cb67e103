using Experiments.Faults;
using Experiments.Web.Commands;

// What a lab's processes are: the product's command line, with or without a point at which it kills itself.
if (args is ["--crash-at", var point, .. var rest])
{
    CrashPoints.Arm(point);
    return await CommandLine.RunAsync(rest);
}

return args switch
{
    ["storm", .. var storm] => await StormCommand.RunAsync(storm),
    ["jobs", .. var jobs] => await JobsCommand.RunAsync(jobs),
    _ => await CommandLine.RunAsync(args),
};
