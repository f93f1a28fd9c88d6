using CacheSafety.Cases;
using CacheSafety.Scoring;

namespace CacheSafety.Traffic;

/// <summary>The chance that a cache serves a request whose relative is stored, by kind, as the cases measured it.</summary>
/// <param name="Repeat">Right hits of the byte tier.</param>
/// <param name="JsonVariant">Of the JSON tier.</param>
/// <param name="Neutral">Of the neutral tier.</param>
/// <param name="Paraphrase">Of the semantic tier.</param>
/// <param name="NearMiss">Bad hits of the traps of the suite core.</param>
public sealed record HitChances(double Repeat, double JsonVariant, double Neutral, double Paraphrase, double NearMiss)
{
    public static HitChances Of(Scorecard card)
    {
        var near = card.Tested.Where(outcome => outcome.Case is { IsTrap: true, Suite: Suite.Core }).ToArray();
        return new HitChances(
            card.Capture(Equivalence.Byte).Value ?? 0,
            card.Capture(Equivalence.Json).Value ?? 0,
            card.Capture(Equivalence.Neutral).Value ?? 0,
            card.Capture(Equivalence.Semantic).Value ?? 0,
            near.Length == 0 ? 0 : (double)near.Count(outcome => outcome.IsBad) / near.Length);
    }

    /// <summary>Right and bad hits in 1,000 requests of a profile, if every relative were stored.</summary>
    public (double Safe, double Bad) PerThousand(TrafficProfile profile) => (
        1_000 * ((profile.Repeat * Repeat) + (profile.JsonVariant * JsonVariant) + (profile.Neutral * Neutral) + (profile.Paraphrase * Paraphrase)),
        1_000 * profile.NearMiss * NearMiss);
}
