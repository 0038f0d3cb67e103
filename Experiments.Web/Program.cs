using Experiments.Web.Commands;

return await CommandLine.RunAsync(args);
