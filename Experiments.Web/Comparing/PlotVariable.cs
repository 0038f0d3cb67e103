namespace Experiments.Web.Comparing;

/// <summary>What kind of thing a variable of a plot is.</summary>
public enum VariableKind
{
    /// <summary>Which run or group it is.</summary>
    Group,

    /// <summary>A setting.</summary>
    Setting,

    /// <summary>A score under a protocol, per cent.</summary>
    Score,

    /// <summary>The newest value of a curve.</summary>
    Curve,
}

/// <summary>A variable of a plot, as an address names it: <c>group</c>, <c>setting:training.iterations</c>, <c>score:0123456789ab:mIoU</c>, <c>curve:train/loss</c>.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Key">Key of the setting, metric, name of the curve.</param>
/// <param name="Protocol">Of a score, the first digits of its protocol's fingerprint.</param>
public sealed record PlotVariable(VariableKind Kind, string Key = "", string Protocol = "")
{
    private const int Digits = 12;

    /// <summary>Which run or group it is.</summary>
    public static PlotVariable Group { get; } = new(VariableKind.Group);

    /// <summary>A metric under a protocol.</summary>
    public static PlotVariable Score(ComparedProtocol protocol, string metric) => new(VariableKind.Score, metric, protocol.Fingerprint[..Math.Min(Digits, protocol.Fingerprint.Length)]);

    /// <summary>Reads a name; null where it is none.</summary>
    public static PlotVariable? Read(string? text) => (text ?? "").Split(':', 2) switch
    {
        ["group"] => Group,
        ["setting", { Length: > 0 } key] => new(VariableKind.Setting, key),
        ["curve", { Length: > 0 } key] => new(VariableKind.Curve, key),
        ["score", { Length: > 0 } rest] when rest.Split(':', 2) is [{ Length: > 0 } protocol, { Length: > 0 } metric] => new(VariableKind.Score, metric, protocol),
        _ => null,
    };

    /// <summary>The name that <see cref="Read"/> reads.</summary>
    public string Write() => Kind switch
    {
        VariableKind.Group => "group",
        VariableKind.Setting => $"setting:{Key}",
        VariableKind.Curve => $"curve:{Key}",
        VariableKind.Score => $"score:{Protocol}:{Key}",
        _ => throw new InvalidOperationException($"No such kind of variable: {Kind}."),
    };

    /// <summary>What an axis is called.</summary>
    /// <param name="view">The comparison, which knows the protocols' names.</param>
    public string Title(CompareView view) => Kind switch
    {
        VariableKind.Group => "run or group",
        VariableKind.Setting => Key,
        VariableKind.Curve => $"{Key}, newest",
        VariableKind.Score => $"{view.ProtocolOf(Protocol)?.Label} {Key}, %",
        _ => throw new InvalidOperationException($"No such kind of variable: {Kind}."),
    };

    /// <summary>The variables that a comparison has: what differs, then what came out.</summary>
    public static IReadOnlyList<PlotVariable> Of(CompareView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return
        [
            .. view.Settings.Select(s => new PlotVariable(VariableKind.Setting, s.Key)),
            .. Outcomes(view),
        ];
    }

    /// <summary>What came out: scores, then curves.</summary>
    public static IReadOnlyList<PlotVariable> Outcomes(CompareView view) =>
        [.. view.Protocols.SelectMany(p => view.Metrics.Select(m => Score(p, m))), .. view.Curves.Select(c => new PlotVariable(VariableKind.Curve, c))];
}
