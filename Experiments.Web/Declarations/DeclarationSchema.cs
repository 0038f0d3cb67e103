using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Experiments.Web.Grids;
using Experiments.Web.Studies;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Declarations;

/// <summary>
/// The JSON schemas of the files that declare something, made from the types that they are read to; <c>docs/schemas</c> holds them. They leave the
/// settings' keys open: they are the catalogue's, and reading a file checks them.
/// </summary>
public sealed class DeclarationSchema
{
    private static readonly string[] Values = ["string", "number", "boolean", "array"];
    private static readonly string[] Numbers = ["string", "number"];

    private static readonly Dictionary<Type, string[]> Required = new()
    {
        [typeof(SweepAxis)] = ["key"],
        [typeof(SweepRange)] = ["min", "max"],
        [typeof(GridAxis)] = ["name", "choices"],
        [typeof(GridChoice)] = ["label"],
    };

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Type _type;
    private readonly string _description;

    private DeclarationSchema(string name, Type type, string description) => (Name, _type, _description) = (name, type, description);

    /// <summary>Of a sweep file.</summary>
    public static DeclarationSchema Sweep { get; } = new("sweep", typeof(SweepDefinition), "A declared set of configurations and seeds, each scored under protocols; as a YAML or JSON file.");

    /// <summary>Of a table's file.</summary>
    public static DeclarationSchema Table { get; } = new("table", typeof(GridDefinition), "A declared results table: a base configuration, what rows and columns change in it, seeds and protocols; as a YAML or JSON file.");

    /// <summary>Of a study's file.</summary>
    public static DeclarationSchema Study { get; } = new("study", typeof(StudyDefinition), "An uncertainty study: a claim, a baseline, and the uncertain details as factors; as a YAML or JSON file.");

    /// <summary>Every schema.</summary>
    public static IReadOnlyList<DeclarationSchema> All { get; } = [Sweep, Table, Study];

    /// <summary>What it is of: sweep, table, study.</summary>
    public string Name { get; }

    /// <summary>Where the site serves it.</summary>
    public string Path => $"/schemas/{Name}.schema.json";

    /// <summary>The schema as text, a line break at its end.</summary>
    public string Text()
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
        var schema = Options.GetJsonSchemaAsNode(_type, exporter).AsObject();
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = char.ToUpperInvariant(Name[0]) + Name[1..],
            ["description"] = _description,
        };
        foreach (var (key, value) in schema.ToList())
        {
            schema.Remove(key);
            root[key] = value;
        }

        root["required"] = new JsonArray("name");
        return root.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject node) return schema;
        if (node.ContainsKey("properties")) node["additionalProperties"] = false;
        // Every value is a text to the form; a file may write it without quotes.
        if (context.TypeInfo.Type == typeof(string) && TypesOf(context) is { } types) node["type"] = new JsonArray([.. types.Select(s => JsonValue.Create(s))]);
        if (PropertyOf(context) == "seeds") Seeds(node);
        if (PropertyOf(context) == "protocols") node["items"] = Protocols();
        if (PropertyOf(context) == "protocol") return Described(context, Protocols());
        if (Required.TryGetValue(context.TypeInfo.Type, out var required)) node["required"] = new JsonArray([.. required.Select(r => JsonValue.Create(r))]);
        return Described(context, node);
    }

    private static JsonObject Protocols() => new() { ["enum"] = new JsonArray([.. SweepDefinition.AllProtocols.Select(p => JsonValue.Create(p))]) };

    private static JsonObject Described(JsonSchemaExporterContext context, JsonObject node)
    {
        if (context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true) is [DescriptionAttribute description])
            node.Insert(0, "description", description.Description);
        return node;
    }

    private static string? PropertyOf(JsonSchemaExporterContext context) => context.PropertyInfo?.Name;

    /// <summary>What a setting's value (an entry of overrides, rows or values) an end of a range or a label may be; null for another text.</summary>
    private static string[]? TypesOf(JsonSchemaExporterContext context)
    {
        var path = context.Path.ToArray();
        if (PropertyOf(context) is "min" or "max" or "label") return Numbers;
        return path is [.., "additionalProperties"] or [.., "values", "items"] ? Values : null;
    }

    private static void Seeds(JsonObject node)
    {
        node.Remove("type");
        node["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string" },
            new JsonObject { ["type"] = "integer" },
            new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = new JsonArray("string", "integer") } });
    }
}
