using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Json;

namespace NextModel.Gateway.Admin;

/// <summary>Reads the JSON body of an admin request strictly: one reading, no unknown member, no missing one.</summary>
internal static class AdminBody
{
    /// <summary>Largest body, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    public static async ValueTask<Result<T>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        if (request.ContentLength is null or > MaxBytes)
        {
            return new GatewayError(GatewayErrorCode.RequestTooLarge, $"Send a JSON body of at most {MaxBytes / 1024} KiB with its length.");
        }

        using var body = new RequestBody();
        if (await body.ReadAsync(request) is { } refusal)
        {
            return refusal;
        }

        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(body.Text, JsonLimits.Request, out var problem))
            {
                return JsonProblemText.Describe(problem, body.Text.Span);
            }

            return CheckMembers(tape.Root, type) is { } wrong ? wrong : JsonSerializer.Deserialize(body.Text.Span, type)!;
        }
        catch (JsonException error)
        {
            return Describe(error);
        }
        finally
        {
            tape.Return();
        }
    }

    private static GatewayError? CheckMembers(JsonCursor body, JsonTypeInfo type)
    {
        if (body.Kind != JsonKind.Object)
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, "The body must be a JSON object.");
        }

        var sent = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in body.Children)
        {
            var name = child.Name;
            sent.Add(name);
            if (type.Properties.FirstOrDefault(p => p.Name == name) is not { } member)
            {
                return new GatewayError(
                    GatewayErrorCode.InvalidRequest,
                    $"There is no member '{Header.Show(name)}' here. Known: {string.Join(", ", type.Properties.Select(p => p.Name))}.",
                    Header.Show(name));
            }

            if (child.Value.Kind == JsonKind.Null && !(member.AssociatedParameter?.IsNullable ?? member.IsSetNullable))
            {
                return new GatewayError(GatewayErrorCode.InvalidRequest, $"The member '{name}' must not be null.", name);
            }
        }

        return type.Properties.FirstOrDefault(p => p.IsRequired && !sent.Contains(p.Name)) is { } missing
            ? new GatewayError(GatewayErrorCode.InvalidRequest, $"The member '{missing.Name}' is required.", missing.Name)
            : null;
    }

    private static GatewayError Describe(JsonException error)
    {
        var path = error.Path is { } at ? at.TrimStart('$').TrimStart('.') : "";
        return error.Message.Contains("could not be mapped", StringComparison.Ordinal)
            ? new GatewayError(GatewayErrorCode.InvalidRequest, $"There is no member '{Header.Show(path)}' here.", Header.Show(path))
            : new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"The member '{Header.Show(path)}' is not of the kind it must be (line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}). "
                + "docs/reference/admin-api.md says what each member is.",
                Header.Show(path));
    }
}
