using Experiments.Data.Runs.Filters;
using Experiments.Data.Runs.Tables;
using Experiments.Web.Runs;

namespace Experiments.Web.Api;

/// <summary>The runs table over HTTP: the same language, keys and orders as on the page.</summary>
internal static class RunsEndpoints
{
    private const int UsualTake = 100;
    private const int MostTaken = 10_000;

    /// <summary>Maps them; the group they are in is for readers.</summary>
    public static void MapRunsTable(this IEndpointRouteBuilder api)
    {
        api.MapGet("/runs", RunsAsync);
        api.MapGet("/runs/completions", CompletionsAsync);
    }

    /// <summary>
    /// Runs as <c>{total, runs: [{run, values: {key: value}}]}</c>.
    /// </summary>
    /// <param name="filter">Which; empty for all that were not archived. See docs/filters.md.</param>
    /// <param name="sort">Keys to sort by, <c>-miou,name</c>; newest first without.</param>
    /// <param name="columns">Keys whose values are wanted, separated by commas; the page's usual ones without.</param>
    /// <param name="skip">Runs to pass over.</param>
    /// <param name="take">At most so many; 100 unless told.</param>
    /// <param name="vocabulary">Keys.</param>
    /// <param name="table">Runs.</param>
    /// <param name="gone">Ends when nobody waits any more.</param>
    private static async Task<IResult> RunsAsync(string? filter, string? sort, string? columns, int? skip, int? take, RunVocabulary vocabulary, RunTableQuery table, CancellationToken gone)
    {
        var keys = await vocabulary.ReadAsync(gone);
        FilterNode? parsed;
        try
        {
            parsed = FilterParser.Parse(filter, keys);
        }
        catch (FilterException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest, title: "The filter cannot be read", extensions: [new("parameter", "filter"), new("position", e.Position), new("length", e.Length)]);
        }

        var address = RunsAddress.OfQuery($"sort={Uri.EscapeDataString(sort ?? "")}&cols={Uri.EscapeDataString(columns ?? string.Join(',', RunsColumn.Usual))}");
        if (address.Sort.Select(s => s.Key).Concat(address.Columns).FirstOrDefault(k => keys.Find(k) is null) is { } unknown)
            return TypedResults.Problem(keys.UnknownKey(unknown), statusCode: StatusCodes.Status400BadRequest, title: "There is no such key");
        var found = await table.FindAsync(new RunTableRequest { Filter = parsed, Sort = [.. address.Sort.Select(s => new RunOrder(keys.Find(s.Key)!, s.Descending))] }, gone);
        var wanted = address.Columns.Select(k => keys.Find(k)!).Distinct().ToList();
        var page = found.RunIds.Skip(Math.Max(0, skip ?? 0)).Take(Math.Clamp(take ?? UsualTake, 0, MostTaken)).ToList();
        var cells = await table.CellsAsync(page, wanted, gone);
        return TypedResults.Ok(new
        {
            total = found.RunIds.Count,
            runs = page.Where(cells.ContainsKey).Select(id => new { run = id, values = wanted.Zip(cells[id]).ToDictionary(c => c.First.Name, c => Plain(c.First, c.Second), StringComparer.Ordinal) }),
        });
    }

    /// <summary>What can be written at a place of a filter, as <c>{start, length, suggestions: [{text, help}]}</c>.</summary>
    private static async Task<IResult> CompletionsAsync(string? text, int? caret, RunVocabulary vocabulary, RunTableQuery table, CancellationToken gone)
    {
        var written = text ?? "";
        if (written.Length > FilterParser.MostCharacters) return TypedResults.Problem($"The filter has {written.Length} characters: it may have {FilterParser.MostCharacters}; shorten it.", statusCode: StatusCodes.Status400BadRequest);
        var keys = await vocabulary.ReadAsync(gone);
        var place = FilterPlace.At(written, caret ?? written.Length, keys);
        var values = place is { Expects: FilterExpectation.Value, Key: { } key } ? await table.KnownValuesAsync(key, gone) : [];
        return TypedResults.Ok(new { start = place.Start, length = place.Length, suggestions = place.Suggest(keys, values).Select(s => new { text = s.Text, help = s.Help }) });
    }

    /// <summary>A value as JSON has it: dates in milliseconds, tags as a list, and what JSON has no number for as a word.</summary>
    private static object? Plain(FilterKey key, RunValue value) => key switch
    {
        { Field: RunField.Tag } => value.Text?.Split('\n') ?? [],
        { Field: RunField.State } => value.Text,
        { Type: FilterType.Truth } => value.Number is { } truth ? truth != 0 : value.Text == "true",
        { Type: FilterType.Number or FilterType.Date } => value.Number is { } number && !double.IsFinite(number) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : value.Number,
        _ => value.Text,
    };
}
