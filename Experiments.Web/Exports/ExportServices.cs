using Experiments.Web.Bundles;
using Experiments.Web.Studies;

namespace Experiments.Web.Exports;

/// <summary>What takes a table away, for the site and for commands alike: the same grid gives the same files from either.</summary>
internal static class ExportServices
{
    /// <summary>Registers exports and evidence bundles, with what some kinds of grids add to these.</summary>
    public static IServiceCollection AddExports(this IServiceCollection services) => services
        .AddSingleton<GridExports>()
        .AddSingleton<ExportPreviews>()
        .AddSingleton<EvidenceBundle>()
        .AddSingleton<IBundleExtras, StudyExtras>();
}
