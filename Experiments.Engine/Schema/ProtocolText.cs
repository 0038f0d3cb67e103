using System.Text.Json;
using System.Text.Json.Nodes;

namespace Experiments.Engine.Schema;

/// <summary>Protocols in words, for logs and tables.</summary>
public static class ProtocolText
{
    // What says which images, or nothing about how they are scored.
    private static readonly string[] Untold = ["name", "manifest", "predictionImages", "otherCrop"];

    /// <summary>What differs from the defaults, the crop always: <c>crop 480, mirror true</c>.</summary>
    public static string Of(Protocol protocol) => Join(Differing(protocol, new Protocol { Crop = -1 }));

    /// <summary>In what a protocol differs from another, in its own values: <c>coverage whole-image, mirror false</c>; empty where both score alike.</summary>
    public static string Differences(Protocol protocol, Protocol from) => Join(Differing(protocol, from));

    private static IEnumerable<(string Key, string Value)> Differing(Protocol protocol, Protocol from)
    {
        var (own, other) = (Members(protocol), Members(from));
        return own.Where(m => !Untold.Contains(m.Key, StringComparer.Ordinal) && !JsonNode.DeepEquals(m.Value, other[m.Key])).Select(m => (m.Key, Text(m.Value)));
    }

    private static JsonObject Members(Protocol protocol) => JsonSerializer.SerializeToNode(protocol, SchemaJson.Compact)!.AsObject();

    private static string Text(JsonNode? value) => value is JsonArray items ? string.Join(" ", items.Select(i => i!.ToString())) : value!.ToString();

    private static string Join(IEnumerable<(string Key, string Value)> members) => string.Join(", ", members.Select(m => $"{m.Key} {m.Value}"));
}
