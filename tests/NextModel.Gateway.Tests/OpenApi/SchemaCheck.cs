using System.Text.Json;
using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.OpenApi;

/// <summary>Judges JSON by the words of JSON Schema that our document uses; a word it does not know fails the test.</summary>
internal static class SchemaCheck
{
    private static readonly string[] Notes = ["format", "description", "default", "title", "$schema", "$id", "$defs"];

    /// <summary>What is wrong with the value, each with its path.</summary>
    public static IEnumerable<string> Check(JsonElement value, JsonElement schema, JsonElement document, string path = "$")
    {
        if (schema.ValueKind == JsonValueKind.True)
        {
            return [];
        }

        return schema.EnumerateObject().SelectMany(word => Check(word, value, schema, document, path));
    }

    private static IEnumerable<string> Check(JsonProperty word, JsonElement value, JsonElement schema, JsonElement document, string path)
    {
        var wanted = word.Value;
        switch (word.Name)
        {
            case "$ref":
                var target = document;
                foreach (var part in wanted.GetString()!.Split('/')[1..])
                {
                    target = target.GetProperty(part);
                }

                return Check(value, target, document, path);
            case "type":
                string[] types = wanted.ValueKind == JsonValueKind.Array ? [.. wanted.EnumerateArray().Select(t => t.GetString()!)] : [wanted.GetString()!];
                return types.Any(type => IsOf(value, type)) ? [] : [$"{path} is {value.ValueKind}, not {string.Join(" or ", types)}"];
            case "const":
                return JsonElement.DeepEquals(value, wanted) ? [] : [$"{path} is not {wanted}"];
            case "enum":
                return wanted.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)) ? [] : [$"{path} is none of {wanted}"];
            case "required" when value.ValueKind == JsonValueKind.Object:
                return wanted.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}.{name} is missing");
            case "properties" when value.ValueKind == JsonValueKind.Object:
                return wanted.EnumerateObject().Where(p => value.TryGetProperty(p.Name, out _))
                    .SelectMany(p => Check(value.GetProperty(p.Name), p.Value, document, $"{path}.{p.Name}"));
            case "additionalProperties" when value.ValueKind == JsonValueKind.Object:
                var others = value.EnumerateObject().Where(p => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(p.Name, out _));
                return wanted.ValueKind == JsonValueKind.False
                    ? others.Select(p => $"{path}.{p.Name} is not known")
                    : others.SelectMany(p => Check(p.Value, wanted, document, $"{path}.{p.Name}"));
            case "unevaluatedProperties" when value.ValueKind == JsonValueKind.Object:
                wanted.ValueKind.ShouldBe(JsonValueKind.False);
                var evaluated = Evaluated(schema, document).ToHashSet();
                return value.EnumerateObject().Where(p => !evaluated.Contains(p.Name)).Select(p => $"{path}.{p.Name} is not known");
            case "allOf":
                return wanted.EnumerateArray().SelectMany(one => Check(value, one, document, path));
            case "anyOf":
                return wanted.EnumerateArray().Any(one => !Check(value, one, document, path).Any()) ? [] : [$"{path} is none of its kinds"];
            case "propertyNames" when value.ValueKind == JsonValueKind.Object:
                return value.EnumerateObject().SelectMany(p => Check(JsonSerializer.SerializeToElement(p.Name), wanted, document, $"{path}.{p.Name}"));
            case "pattern" when value.ValueKind == JsonValueKind.String:
                return Regex.IsMatch(value.GetString()!, wanted.GetString()!) ? [] : [$"{path} '{value}' does not match {wanted}"];
            case "minLength" when value.ValueKind == JsonValueKind.String:
                return value.GetString()!.Length >= wanted.GetInt32() ? [] : [$"{path} is too short"];
            case "minimum" when value.ValueKind == JsonValueKind.Number:
                return value.GetDecimal() >= wanted.GetDecimal() ? [] : [$"{path} is {value}, below {wanted}"];
            case "exclusiveMinimum" when value.ValueKind == JsonValueKind.Number:
                return value.GetDecimal() > wanted.GetDecimal() ? [] : [$"{path} is {value}, not above {wanted}"];
            case "maximum" when value.ValueKind == JsonValueKind.Number:
                return value.GetDecimal() <= wanted.GetDecimal() ? [] : [$"{path} is {value}, above {wanted}"];
            case "minProperties" when value.ValueKind == JsonValueKind.Object:
                return value.EnumerateObject().Count() >= wanted.GetInt32() ? [] : [$"{path} has too few members"];
            case "maxProperties" when value.ValueKind == JsonValueKind.Object:
                return value.EnumerateObject().Count() <= wanted.GetInt32() ? [] : [$"{path} has too many members"];
            case "items" when value.ValueKind == JsonValueKind.Array:
                return value.EnumerateArray().SelectMany((item, i) => Check(item, wanted, document, $"{path}[{i}]"));
            case "minItems" when value.ValueKind == JsonValueKind.Array:
                return value.GetArrayLength() >= wanted.GetInt32() ? [] : [$"{path} is too short"];
            case "maxItems" when value.ValueKind == JsonValueKind.Array:
                return value.GetArrayLength() <= wanted.GetInt32() ? [] : [$"{path} is too long"];
            case "required" or "properties" or "additionalProperties" or "unevaluatedProperties" or "items" or "minItems" or "maxItems" or "propertyNames" or "pattern"
                or "minLength" or "minimum" or "exclusiveMinimum" or "maximum" or "minProperties" or "maxProperties":
                return [];
            default:
                return Notes.Contains(word.Name) ? [] : [$"the schema of {path} says '{word.Name}', which is not judged here"];
        }
    }

    // The members that a schema, or one it is put together of, speaks of.
    private static IEnumerable<string> Evaluated(JsonElement schema, JsonElement document)
    {
        var own = schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(p => p.Name) : [];
        return schema.TryGetProperty("allOf", out var parts)
            ? own.Concat(parts.EnumerateArray().SelectMany(part => Evaluated(
                part.TryGetProperty("$ref", out var target) ? document.GetProperty("$defs").GetProperty(target.GetString()!.Split('/')[^1]) : part, document)))
            : own;
    }

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => false,
    };
}
