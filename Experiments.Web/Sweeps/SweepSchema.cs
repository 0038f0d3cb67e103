using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Experiments.Web.Sweeps;

/// <summary>
/// The JSON schema of a sweep file, made from <see cref="SweepDefinition"/>; <c>docs/schemas/sweep.schema.json</c> holds it. It leaves the
/// settings' keys open: they are the catalogue's, and reading a file checks them.
/// </summary>
public static class SweepSchema
{
    /// <summary>Where the site serves it.</summary>
    public const string Path = "/schemas/sweep.schema.json";

    private static readonly string[] Values = ["string", "number", "boolean", "array"];
    private static readonly string[] Numbers = ["string", "number"];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as text, a line break at its end.</summary>
    public static string Text()
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
        var schema = Options.GetJsonSchemaAsNode(typeof(SweepDefinition), exporter).AsObject();
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Sweep",
            ["description"] = "A declared set of configurations and seeds, each scored under protocols; as a YAML or JSON file.",
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
        if (Name(context) == "seeds") Seeds(node);
        if (Name(context) == "protocols") node["items"] = new JsonObject { ["enum"] = new JsonArray([.. SweepDefinition.AllProtocols.Select(p => JsonValue.Create(p))]) };
        if (context.TypeInfo.Type == typeof(SweepAxis)) node["required"] = new JsonArray("key");
        if (context.TypeInfo.Type == typeof(SweepRange)) node["required"] = new JsonArray("min", "max");
        if (context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true) is [DescriptionAttribute description])
            node.Insert(0, "description", description.Description);
        return node;
    }

    private static string? Name(JsonSchemaExporterContext context) => context.PropertyInfo?.Name;

    /// <summary>What a setting's value (an entry of overrides, rows or values) or an end of a range may be; null for another text.</summary>
    private static string[]? TypesOf(JsonSchemaExporterContext context)
    {
        var path = context.Path.ToArray();
        if (Name(context) is "min" or "max") return Numbers;
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
