using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace NextModel.Gateway.OpenApi;

/// <summary>A JSON body as the OpenAPI document describes it.</summary>
/// <param name="Name">Name of the schema among the components.</param>
/// <param name="Schema">JSON Schema, draft 2020-12.</param>
/// <param name="Example">A value that the schema takes.</param>
internal sealed record ApiBody(string Name, JsonNode Schema, JsonNode Example)
{
    private static readonly JsonSchemaExporterOptions Strict = new() { TreatNullObliviousAsNonNullable = true };

    /// <summary>The schema that the type's own JSON has, so that it cannot say anything else than the code does.</summary>
    public static ApiBody Of<T>(T example, JsonTypeInfo<T> type)
    {
        var name = typeof(T).IsGenericType
            ? typeof(T).GetGenericArguments()[0].Name.Replace("View", "", StringComparison.Ordinal) + typeof(T).Name.Split('`')[0]
            : typeof(T).Name;
        var schema = type.GetJsonSchemaAsNode(Strict);
        Inline(schema, schema);
        return new ApiBody(name, schema, JsonSerializer.SerializeToNode(example, type)!);
    }

    public static ApiBody Written(string name, string schema, string example) => new(name, JsonNode.Parse(schema)!, JsonNode.Parse(example)!);

    // A type that is used twice is exported as a pointer to its first use, which would point elsewhere in the document.
    private static void Inline(JsonNode root, JsonNode? node)
    {
        foreach (var (name, value) in node is JsonObject members ? members.ToList() : [])
        {
            if (value is JsonObject one && one["$ref"] is { } pointer)
            {
                node![name] = pointer.GetValue<string>().Split('/')[1..].Aggregate(root, (at, part) => at is JsonArray ? at[int.Parse(part, CultureInfo.InvariantCulture)]! : at[part]!).DeepClone();
            }

            Inline(root, node![name]);
        }

        foreach (var item in node as JsonArray ?? [])
        {
            Inline(root, item);
        }
    }
}
