using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;

namespace NextModel.Gateway.Anthropic;

/// <summary>The headers of Anthropic's API that change what is asked: the version, and features in testing.</summary>
internal static class AnthropicHeaders
{
    public const string Version = "anthropic-version";
    public const string Beta = "anthropic-beta";

    /// <summary>The version sources are sent where the caller names none.</summary>
    private const string Usual = "2023-06-01";

    private const int Longest = 1024;

    /// <summary>True for a request of a client of Anthropic's API: all of its libraries name a version.</summary>
    public static bool AreIn(IHeaderDictionary headers) => headers.ContainsKey(Version);

    /// <summary>The refusal of values that cannot be sent on; null when they can.</summary>
    public static GatewayError? Check(IHeaderDictionary headers) => Check(headers, Version) ?? Check(headers, Beta);

    /// <summary>What a source that speaks the dialect is sent of them, beyond what it is sent anyway.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Forwarded(IHeaderDictionary headers)
    {
        var (version, beta) = (headers[Version].ToString(), Joined(headers[Beta]));
        return (version is "" or Usual, beta is "") switch
        {
            (true, true) => [],
            (true, false) => [KeyValuePair.Create(Beta, beta)],
            (false, true) => [KeyValuePair.Create(Version, version)],
            _ => [KeyValuePair.Create(Version, version), KeyValuePair.Create(Beta, beta)],
        };
    }

    private static string Joined(StringValues values) => string.Join(',', values.ToArray());

    private static GatewayError? Check(IHeaderDictionary headers, string name)
    {
        var value = Joined(headers[name]);
        return value.Length <= Longest && value.All(c => c is >= ' ' and <= '~') && !(name == Version && value.Contains(','))
            ? null
            : new GatewayError(
                GatewayErrorCode.InvalidRequest, $"The header {name} '{Header.Show(value)}' must be one value of up to {Longest} visible ASCII characters.", name);
    }
}
