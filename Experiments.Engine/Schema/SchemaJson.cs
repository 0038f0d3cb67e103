using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

/// <summary>JSON of configurations, protocols and journals: camelCase, enumerations by name, unknown members refused.</summary>
public static class SchemaJson
{
    /// <summary>Version of the schema; part of every fingerprint.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Indented, for files that people read.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>One line, for journals and the database.</summary>
    public static JsonSerializerOptions Compact { get; } = Create(indented: false);

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it came from, for the message.</param>
    /// <exception cref="UsageException">The text is no configuration: says where and why.</exception>
    public static RunConfiguration ReadConfiguration(string json, string source = "configuration")
    {
        var given = Read<RunConfiguration>(json, source);
        var defaults = SettingCatalog.With(new RunConfiguration(), [
            new("compat", SettingDescriptor.NameOf(given.Compat)), new("data.dataset", SettingDescriptor.NameOf(given.Data.Dataset))]);
        if (given.Compat == Compatibility.Engine && DatasetDefaults.Of(given.Data.Dataset, given.Compat).Count == 0) return given;
        // What the text does not state takes the profile's or the data set's value instead of the engine's default.
        var whole = JsonSerializer.SerializeToNode(defaults, Compact)!.AsObject();
        var stated = JsonNode.Parse(json, new JsonNodeOptions { PropertyNameCaseInsensitive = true }, Lenient)!.AsObject();
        foreach (var (section, value) in stated) Lay(whole, section, value);
        return Read<RunConfiguration>(whole.ToJsonString(), source);
    }

    /// <summary>Keys of the settings that a configuration's text gives a value, <c>section.setting</c>.</summary>
    /// <param name="json">A text that <see cref="ReadConfiguration"/> reads.</param>
    public static IReadOnlyList<string> StatedIn(string json)
    {
        // A document, not a node: it bears a key that is given twice, as reading the configuration does.
        using var document = JsonDocument.Parse(json, Lenient);
        return
        [
            .. document.RootElement.EnumerateObject()
                .SelectMany(p => p.Value.ValueKind == JsonValueKind.Object ? p.Value.EnumerateObject().Select(s => $"{p.Name}.{s.Name}") : [p.Name]),
        ];
    }

    private static void Lay(JsonObject whole, string name, JsonNode? value)
    {
        var key = whole.FirstOrDefault(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Key ?? name;
        if (value is JsonObject inner && whole[key] is JsonObject section)
        {
            foreach (var (setting, text) in inner) Lay(section, setting, text);
        }
        else
        {
            whole[key] = value?.DeepClone();
        }
    }

    /// <summary>Reads a protocol.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it came from, for the message.</param>
    /// <exception cref="UsageException">The text is no protocol: says where and why.</exception>
    public static Protocol ReadProtocol(string json, string source = "protocol") => Read<Protocol>(json, source);

    /// <summary>Writes a configuration, complete, indented.</summary>
    public static string Write(RunConfiguration configuration) => JsonSerializer.Serialize(configuration, Indented);

    /// <summary>Writes a protocol, complete, indented.</summary>
    public static string Write(Protocol protocol) => JsonSerializer.Serialize(protocol, Indented);

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static T Read<T>(string json, string source) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Indented)
                ?? throw new UsageException($"{source}: is empty; `config --print-default` prints a complete one.");
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $" (line {line + 1})" : "";
            throw new UsageException($"{source}{place}: {Explain(e)} `config --print-default` prints every setting with its default.");
        }
    }

    private static string Explain(JsonException e)
    {
        var message = e.Message.Split(" Path:", 2)[0].TrimEnd('.');
        return e.Path is { Length: > 2 } path ? $"{path[2..]}: {message}." : $"{message}.";
    }

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = indented,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            NumberHandling = JsonNumberHandling.Strict,
            ReadCommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            RespectNullableAnnotations = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new JsonStringEnumConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
