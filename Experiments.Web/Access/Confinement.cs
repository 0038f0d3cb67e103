using Experiments.Data.Datasets;
using Experiments.Engine.Schema;
using Experiments.Web.Datasets;
using Experiments.Web.Grids;
using Experiments.Web.Hosting;
using Experiments.Web.Studies;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Access;

/// <summary>Which settings name files or folders. A test sees to it that every setting that is a text is on one side.</summary>
public static class PathSettings
{
    /// <summary>Paths that stand for themselves.</summary>
    public static IReadOnlySet<string> Whole { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "data.root", "data.sbdRoot", "weights.path", "regulariser.fisherPath", Cache };

    /// <summary>Paths below the data set's root, unless they are absolute.</summary>
    public static IReadOnlySet<string> BelowRoot { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "data.trainImages", "data.trainLabels", "data.validationImages", "data.validationLabels", "data.validationInstances", "data.trainSubsets", "data.validationSubsets",
        "data.trainList", "data.validationList", "data.leaveOut", "data.classesFile", "firstStage.trainImages", "firstStage.trainLabels", "firstStage.trainSubsets", "firstStage.trainList", "selection.list",
    };

    /// <summary>The folder that is written to.</summary>
    internal const string Cache = "execution.diskCache";
}

/// <summary>
/// The folders that a person may name: runs, the data roots, and what an admin registered; null folders for no limit. It looks at names and never at
/// the files: a link that lies in such a folder was put there by somebody who could.
/// </summary>
public sealed class Confinement
{
    private const string Logs = "logs";

    private readonly string _runs;
    private readonly IReadOnlyList<string> _roots;
    private readonly IReadOnlyList<IReadOnlyDictionary<string, string>> _registered;
    private readonly bool _isFree;

    /// <summary>A limit.</summary>
    /// <param name="runs">The runs folder.</param>
    /// <param name="roots">Folders below which data may be named.</param>
    /// <param name="registered">Settings of registered data sets: their roots and their own files may be named too.</param>
    public Confinement(string runs, IReadOnlyList<string> roots, IReadOnlyList<IReadOnlyDictionary<string, string>> registered)
    {
        ArgumentNullException.ThrowIfNull(registered);
        (_runs, _roots, _registered) = (runs, [.. roots, .. registered.Select(r => r.GetValueOrDefault("data.root", "").Trim()).Where(r => r.Length > 0).Select(Path.GetFullPath)], registered);
    }

    private Confinement() => (_isFree, _runs, _roots, _registered) = (true, "", [], []);

    /// <summary>No limit.</summary>
    public static Confinement None { get; } = new();

    /// <summary>What is outside, of settings as typed.</summary>
    public IReadOnlyList<string> Problems(IEnumerable<KeyValuePair<string, string>> settings) => _isFree ? [] : [.. settings.Select(s => ProblemOf(s.Key, s.Value)).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The same of a sweep.</summary>
    public IReadOnlyList<string> Problems(SweepDefinition sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        return
        [
            .. Problems([.. sweep.Overrides, .. sweep.Rows.SelectMany(r => r), .. sweep.Axes.SelectMany(a => a.Values.Select(v => KeyValuePair.Create(a.Key, v)))]),
            .. _isFree ? [] : sweep.Links.Select(l => l.Split('=')[0].Trim()).Where(IsPath).Select(k => $"{k} follows another setting: state the file or folder itself."),
        ];
    }

    /// <summary>The same of a table.</summary>
    public IReadOnlyList<string> Problems(GridDefinition table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Problems([.. table.Base, .. table.Rows.Concat(table.Columns).SelectMany(a => a.Choices).SelectMany(c => c.Set)]);
    }

    /// <summary>The same of a study.</summary>
    public IReadOnlyList<string> Problems(StudyDefinition study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return Problems([.. study.Base, .. study.A.Set, .. study.B.Set, .. study.Factors.SelectMany(f => f.Choices).SelectMany(c => c.Set)]);
    }

    /// <summary>The same of a complete configuration; what is at its default was named by nobody.</summary>
    public IReadOnlyList<string> Problems(RunConfiguration configuration) => _isFree ? [] : Problems(SettingCatalog.All
        .Where(s => IsPath(s.Key)).Select(s => KeyValuePair.Create(s.Key, s.GetText(configuration))).Where(s => s.Value != SettingCatalog.Get(s.Key).Default));

    /// <summary>What is outside of a list of images: a file below the data set's root, or a pattern.</summary>
    public IReadOnlyList<string> ProblemsOfList(string? list) => Problems([KeyValuePair.Create("selection.list", list ?? "")]);

    /// <summary>Throws where something is outside.</summary>
    /// <exception cref="UsageException">Every problem.</exception>
    public static void Check(IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (problems.Count > 0) throw new UsageException(problems);
    }

    private static bool IsPath(string key) => PathSettings.Whole.Contains(key) || PathSettings.BelowRoot.Contains(key);

    private string? ProblemOf(string key, string text)
    {
        var value = (text ?? "").Trim();
        if (value.Length == 0 || !IsPath(key) || _registered.Any(r => r.Any(s => s.Key.Equals(key, StringComparison.OrdinalIgnoreCase) && s.Value.Trim() == value))) return null;
        if (value.Contains('\0', StringComparison.Ordinal)) return $"{key} holds a character that no name of a file has.";
        if (key.Equals(PathSettings.Cache, StringComparison.OrdinalIgnoreCase)) return IsInRuns(Path.GetFullPath(value)) ? null : $"{key} is \"{value}\": images may be kept in folders of the runs folder alone; leave it empty, or ask an admin.";
        if (PathSettings.Whole.Contains(key)) return IsInside(value) ? null : Outside(key, value);
        return value.Split(',', StringSplitOptions.TrimEntries).All(part => Path.IsPathRooted(part) ? IsInside(part) : !part.Split('/', '\\').Contains("..")) ? null : Outside(key, value);
    }

    private bool IsInside(string path)
    {
        var full = Path.GetFullPath(path);
        return _roots.Any(r => IsBelow(full, r)) || IsInRuns(full);
    }

    /// <summary>What runs left, in folders. Files of the runs folder itself are the database and its copies, and logs tell of others.</summary>
    private bool IsInRuns(string full)
    {
        if (!IsBelow(full, _runs)) return false;
        var names = Path.GetRelativePath(_runs, full).Split(Path.DirectorySeparatorChar);
        return names[0] is not ("." or Logs) && (names.Length > 1 || Directory.Exists(full));
    }

    private string Outside(string key, string value) =>
        $"{key} is \"{value}\", which is outside of what you may name: folders of runs{string.Concat(_roots.Distinct().Select(r => $", {r}"))}. An admin can register a data set elsewhere, or start the site with --data-roots.";

    private static bool IsBelow(string path, string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(folder);
        return path.Equals(root, StringComparison.Ordinal) || path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}

/// <summary>Finds the limit of who asks.</summary>
/// <param name="current">Who asks.</param>
/// <param name="settings">Where the folders are.</param>
/// <param name="datasets">Registered data sets.</param>
public sealed class Confinements(ICurrentPerson current, ExperimentsSettings settings, DatasetStore datasets)
{
    /// <summary>The limit as it is now: none for an admin.</summary>
    public async Task<Confinement> FindAsync(CancellationToken cancellationToken = default)
    {
        if (await current.FindAsync(cancellationToken) is { } person && person.Has(Right.Act) && person.Role == Data.Model.AccountRole.Admin) return Confinement.None;
        var registered = await datasets.ListAsync(cancellationToken);
        return new Confinement(settings.RunsFolder, settings.Access.DataRoots, [.. registered.Select(r => DatasetSettings.Read(r.SettingsJson))]);
    }
}
