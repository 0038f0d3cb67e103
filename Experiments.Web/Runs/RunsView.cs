using Experiments.Data.Runs.Filters;
using Experiments.Data.Runs.Tables;
using Experiments.Web.Components;

namespace Experiments.Web.Runs;

/// <summary>A line of the runs table: a group, or a run, which may be in an open group.</summary>
/// <param name="Group">The group that it is, or is in; null where runs are not grouped.</param>
/// <param name="RunId">The run; null for the line of a group.</param>
public sealed record RunsLine(RunGroup? Group, long? RunId);

/// <summary>A line with what it shows, in the order of the columns.</summary>
/// <param name="Line">Line.</param>
/// <param name="Values">Of a run.</param>
/// <param name="Cells">Of a group.</param>
public sealed record ShownLine(RunsLine Line, IReadOnlyList<RunValue> Values, IReadOnlyList<GroupCell> Cells);

/// <summary>
/// What one open runs table shows: which runs an address means, and of them the lines in sight. It reads only what can have changed since it
/// last did, and keeps what it had where a filter cannot be read.
/// </summary>
/// <param name="query">Reads runs.</param>
/// <param name="vocabulary">Knows the keys.</param>
/// <param name="time">Clock of the page.</param>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for holds nothing; a disposable view would be kept by the connection until its end.
public sealed class RunsView(RunTableQuery query, RunVocabulary vocabulary, PageClock time)
#pragma warning restore CA1001
{
    /// <summary>Lines that are shown until the page says how many it has room for.</summary>
    public const int FirstLines = 60;

    private const int Margin = 20;
    private const int Step = 10;
    private const int MostLines = 400;
    private const int MostDiffering = 40;

    /// <summary>What moves by itself (a loss, "3 days ago") is sorted and filtered anew so often; so are means of groups.</summary>
    private static readonly TimeSpan Moving = TimeSpan.FromSeconds(8);

    private string _asked = "";
    private string _stamp = "";
    private long _foundAt;
    private int _wanted = FirstLines;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private FilterNode? _filter;
    private Dictionary<long, string> _names = [];

    /// <summary>The keys there are.</summary>
    public FilterVocabulary? Vocabulary { get; private set; }

    /// <summary>Why the address's filter cannot be read; null where it can. The runs are then those of the last one that could.</summary>
    public FilterException? Problem { get; private set; }

    /// <summary>The runs; null before the first reading.</summary>
    public RunTable? Table { get; private set; }

    /// <summary>The filter that <see cref="Table"/> was found by.</summary>
    public FilterNode? Filter => _filter;

    /// <summary>Columns in order, pinned ones first.</summary>
    public IReadOnlyList<RunsColumn> Columns { get; private set; } = [];

    /// <summary>All lines.</summary>
    public IReadOnlyList<RunsLine> Lines { get; private set; } = [];

    /// <summary>Number of the first line in <see cref="Shown"/>, from 0.</summary>
    public int First { get; private set; }

    /// <summary>The lines in sight, and some before and after.</summary>
    public IReadOnlyList<ShownLine> Shown { get; private set; } = [];

    /// <summary>Reads what an address means, as far as it can differ from what was read before.</summary>
    /// <param name="address">Address.</param>
    /// <param name="force">Whether something was changed of which nothing tells.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task LoadAsync(RunsAddress address, bool force = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await ReadAsync(address, force, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Shows the lines that a page has in sight, unless it does already.</summary>
    /// <param name="first">Number of the first, from 0.</param>
    /// <param name="count">How many there is room for.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>Whether other lines are shown now.</returns>
    public async Task<bool> ShowAsync(int first, int count, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            count = Math.Clamp(count, 1, MostLines);
            first = Math.Clamp(first, 0, Math.Max(0, Lines.Count - 1));
            var fits = first >= First && Math.Min(first + count, Lines.Count) <= First + Shown.Count;
            if (fits && (First == 0 || first - First > Step / 2)) return false;
            First = Math.Max(0, first - Margin) / Step * Step;
            _wanted = count + (2 * Margin) + Step;
            await ReadLinesAsync(cancellationToken);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Runs between two lines, both included, in groups too.</summary>
    public IEnumerable<long> Between(int line, int other)
    {
        var (from, to) = (Math.Max(0, Math.Min(line, other)), Math.Min(Lines.Count - 1, Math.Max(line, other)));
        return Enumerable.Range(from, Math.Max(0, to - from + 1)).SelectMany(i => RunsOf(Lines[i])).Distinct();
    }

    /// <summary>The run of a line, or all of its group.</summary>
    public static IReadOnlyList<long> RunsOf(RunsLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.RunId is { } run ? [run] : line.Group!.RunIds;
    }

    /// <summary>What the runs of a group are called: the name of its first run without the seed that it ends with.</summary>
    public string NameOf(RunGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var name = _names.GetValueOrDefault(group.RunIds[0], "");
        return name.LastIndexOf(" seed ", StringComparison.Ordinal) is > 0 and var at ? name[..at] : name;
    }

    private async Task ReadAsync(RunsAddress address, bool force, CancellationToken cancellationToken)
    {
        Vocabulary = await vocabulary.ReadAsync(cancellationToken);
        ReadFilter(address.Filter);
        var request = new RunTableRequest
        {
            Filter = _filter,
            Zone = time.LocalTimeZone,
            Sort = [.. address.Sort.Select(s => (Key: Vocabulary.Find(s.Key), s.Descending)).Where(s => s.Key is not null).Select(s => new RunOrder(s.Key!, s.Descending))],
            GroupBy = [.. address.GroupBy.Select(Vocabulary.Find).OfType<FilterKey>().Where(k => k.Metric is null)],
        };
        var stamp = await query.StampAsync(cancellationToken);
        var asked = $"{_filter} \n {(address with { Filter = "", View = "", Open = [] }).Query}";
        var old = time.GetElapsedTime(_foundAt) > Moving;
        var changed = force || Table is null || asked != _asked || stamp.Text != _stamp || (old && Moves(request, stamp.Works));
        if (changed)
        {
            if (asked != _asked) First = 0;
            Table = await query.FindAsync(request, cancellationToken);
            Columns = await ColumnsAsync(address, request, cancellationToken);
            (_asked, _stamp, _foundAt) = (asked, stamp.Text, time.GetTimestamp());
        }

        var lines = LinesOf(Table!, address.Open);
        var moved = !lines.SequenceEqual(Lines);
        Lines = lines;
        if (changed || moved || (stamp.Works && request.GroupBy.Count == 0)) await ReadLinesAsync(cancellationToken);
    }

    private void ReadFilter(string text)
    {
        try
        {
            _filter = FilterParser.Parse(text, Vocabulary!);
            Problem = null;
        }
        catch (FilterException e)
        {
            Problem = e;
        }
    }

    private async Task<IReadOnlyList<RunsColumn>> ColumnsAsync(RunsAddress address, RunTableRequest request, CancellationToken cancellationToken)
    {
        var keys = (address.Columns.Count > 0 ? address.Columns : RunsColumn.Usual).Select(Vocabulary!.Find).OfType<FilterKey>().Distinct().ToList();
        var name = Vocabulary.Find("name")!;
        keys.Remove(name);
        if (address.Differing && Table!.RunIds.Count > 1)
        {
            List<FilterKey> candidates = [.. keys, .. Vocabulary.Keys.Where(k => k.IsSetting && !keys.Contains(k))];
            keys = [.. (await query.DifferingAsync(Table.RunIds, candidates, cancellationToken)).Take(MostDiffering)];
        }

        var pinned = address.Pinned.Select(Vocabulary.Find).OfType<FilterKey>().ToHashSet();
        var columns = new List<RunsColumn>();
        var left = RunsColumn.ChooserWidth;
        foreach (var key in keys.Where(pinned.Contains).Prepend(name))
        {
            columns.Add(new RunsColumn(key, IsPinned: true, left));
            left += columns[^1].Width(request.GroupBy.Count > 0);
        }

        return [.. columns, .. keys.Where(k => !pinned.Contains(k)).Select(k => new RunsColumn(k, IsPinned: false, 0))];
    }

    private static List<RunsLine> LinesOf(RunTable table, IReadOnlyList<long> open)
    {
        if (table.Groups.Count == 0) return [.. table.RunIds.Select(id => new RunsLine(null, id))];
        return [.. table.Groups.SelectMany(g => open.Contains(g.Id) ? g.RunIds.Select(id => new RunsLine(g, id)).Prepend(new RunsLine(g, null)) : [new RunsLine(g, null)])];
    }

    private async Task ReadLinesAsync(CancellationToken cancellationToken)
    {
        if (First >= Lines.Count) First = Math.Max(0, Lines.Count - _wanted) / Step * Step;
        var lines = Lines.Skip(First).Take(_wanted).ToList();
        var keys = Columns.Select(c => c.Key).ToList();
        var runs = await query.CellsAsync([.. lines.Select(l => l.RunId).OfType<long>()], keys, cancellationToken);
        var groups = lines.Where(l => l.RunId is null).Select(l => l.Group!).ToList();
        var cells = groups.Count == 0 ? [] : groups.Zip(await query.GroupCellsAsync(groups, keys, cancellationToken)).ToDictionary(p => p.First.Id, p => p.Second);
        _names = groups.Count == 0 ? [] : (await query.CellsAsync([.. groups.Select(g => g.RunIds[0])], [Vocabulary!.Find("name")!], cancellationToken)).ToDictionary(r => r.Key, r => r.Value[0].Text ?? "");
        Shown =
        [
            .. lines.Where(l => l.RunId is null || runs.ContainsKey(l.RunId.Value))
                .Select(l => l.RunId is { } run ? new ShownLine(l, runs[run], []) : new ShownLine(l, [], cells[l.Group!.Id])),
        ];
    }

    private static bool Moves(RunTableRequest request, bool works) =>
        (works && (request.GroupBy.Count > 0 || request.Sort.Any(s => IsMoving(s.Key)) || (request.Filter?.Comparisons.Any(c => IsMoving(c.Key)) ?? false)))
        || (request.Filter?.Comparisons.Any(c => c.Key.Type == FilterType.Date) ?? false);

    private static bool IsMoving(FilterKey key) => key.Metric is not null || key.Field == RunField.Took;
}
