using System.Text.Json;

namespace CacheSafety.Traffic;

/// <summary>
/// How often requests relate to earlier ones, as shares that sum to one. The cases are trap-heavy on purpose; only a profile turns their
/// rates into a forecast.
/// </summary>
/// <param name="Name">Of the profile.</param>
/// <param name="Repeat">The same bytes.</param>
/// <param name="JsonVariant">The same JSON value in other bytes.</param>
/// <param name="Neutral">Other only in fields that change nothing.</param>
/// <param name="Paraphrase">The same question in other words.</param>
/// <param name="NearMiss">A like question with another answer: what traps are.</param>
/// <param name="Unrelated">Nothing like it before.</param>
public sealed record TrafficProfile(
    string Name, double Repeat, double JsonVariant, double Neutral, double Paraphrase, double NearMiss, double Unrelated)
{
    /// <summary>An assumption to have something to reckon with, not a measurement: <c>import --format log</c> measures your own repeats.</summary>
    public static TrafficProfile Assumed { get; } = new("assumed", 0.18, 0.01, 0.02, 0.05, 0.02, 0.72);

    public IReadOnlyDictionary<string, double> Shares => new Dictionary<string, double>
    {
        ["repeat"] = Repeat,
        ["json_variant"] = JsonVariant,
        ["neutral"] = Neutral,
        ["paraphrase"] = Paraphrase,
        ["near_miss"] = NearMiss,
        ["unrelated"] = Unrelated,
    };

    /// <exception cref="InvalidDataException">The file is no profile, or its shares do not sum to one.</exception>
    public static async Task<TrafficProfile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var profile = (await JsonSerializer.DeserializeAsync(file, TrafficJson.Default.TrafficProfile, cancellationToken))!;
            return profile.Shares.Values.All(share => share is >= 0 and <= 1) && Math.Abs(profile.Shares.Values.Sum() - 1) < 1e-6
                ? profile
                : throw new InvalidDataException($"the shares of {path} sum to {profile.Shares.Values.Sum():0.####}; repeat, json_variant, neutral, paraphrase, near_miss and unrelated must sum to 1.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is no profile: {error.Message}");
        }
    }
}
