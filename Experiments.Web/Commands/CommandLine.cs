using Experiments.Data.Storage;
using Experiments.Web.Hosting;

namespace Experiments.Web.Commands;

/// <summary>The program's command line.</summary>
public static class CommandLine
{
    /// <summary>Runs the program.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var settings = ExperimentsSettings.Read(configuration);
        settings.PrepareFolders();
        await using var app = ExperimentsHost.Build(settings);
        await app.Services.GetRequiredService<DatabaseInitializer>().InitializeAsync();
        await app.RunAsync();
        return 0;
    }
}
