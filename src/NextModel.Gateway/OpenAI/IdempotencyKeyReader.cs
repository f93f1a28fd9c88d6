using Microsoft.AspNetCore.Http;
using NextModel.Errors;

namespace NextModel.Gateway.OpenAI;

/// <summary>Reads <c>idempotency-key</c>: any value of 1 to 255 visible ASCII characters, taken as it is.</summary>
internal static class IdempotencyKeyReader
{
    private const string Name = "idempotency-key";
    private const int Longest = 255;

    /// <summary>The refusal of a value that is not one; <paramref name="key"/> is null when the header is not there.</summary>
    public static GatewayError? Read(IHeaderDictionary headers, out string? key)
    {
        key = null;
        if (!headers.TryGetValue(Name, out var values))
        {
            return null;
        }

        if (values.Count != 1)
        {
            return Refuse($"The request has {values.Count} idempotency-key headers. Send one.");
        }

        key = values.ToString();
        return key.Length is > 0 and <= Longest && key.All(c => c is > ' ' and <= '~')
            ? null
            : Refuse($"idempotency-key '{Header.Show(key)}' has {key.Length} characters; it must have 1 to {Longest}, all of them visible ASCII: no spaces, no accents.");
    }

    private static GatewayError Refuse(string message) => new(GatewayErrorCode.InvalidRequest, message, Name);
}
