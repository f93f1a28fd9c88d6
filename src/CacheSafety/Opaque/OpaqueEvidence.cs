namespace CacheSafety.Opaque;

/// <summary>
/// Whether an answer is a replay of an earlier one, as a probability: the likelihood ratios of independent signs, from even odds. A hit from
/// 0.99, a miss to 0.01, between them nothing is decided.
/// </summary>
internal static class OpaqueEvidence
{
    public const double Hit = 0.99;
    public const double Miss = 0.01;

    /// <summary>How far clocks of others may be off.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    // A replay is verbatim but for accidents of transport.
    private const double EqualInReplay = 0.999;
    private const double Strong = 1_000;
    private const double Usage = 50;
    private const double Header = 5;
    private const double WeakTogether = 10;

    /// <param name="answer">What came.</param>
    /// <param name="earlier">The answer it might repeat.</param>
    /// <param name="sent">When it was asked for.</param>
    /// <param name="calibration">What fresh answers look like.</param>
    public static double Probability(OpaqueAnswer answer, OpaqueAnswer earlier, DateTimeOffset sent, OpaqueCalibration calibration)
    {
        var logOdds = 0.0;
        if (answer.Words is not null && earlier.Words is not null)
        {
            logOdds += Math.Log(answer.Words == earlier.Words
                ? EqualInReplay / calibration.EqualByChance
                : (1 - EqualInReplay) / (1 - calibration.EqualByChance));
        }

        // Strong where they are; that they are not proves nothing, for some gateways renew them.
        logOdds += calibration.TrustsDates && answer.Created is { } created && created < sent - Skew && created == earlier.Created ? Math.Log(Strong) : 0;
        logOdds += calibration.TrustsIds && answer.Id is not null && answer.Id == earlier.Id ? Math.Log(Strong) : 0;
        logOdds += calibration.TrustsLogProbs && answer.LogProbs is not null && answer.LogProbs == earlier.LogProbs ? Math.Log(Strong) : 0;
        logOdds += calibration.ReportsUsage && answer.Tokens is null or 0 ? Math.Log(Usage) : 0;
        var header = answer.Claim switch
        {
            true => Math.Log(Header),
            false => -Math.Log(Header),
            null => 0,
        };

        // The provider's own prefix cache is fast too. Headers may lie and times wander: together they never outweigh the words of a well-known target.
        var time = answer.CachedTokens > 0 ? 0 : Math.Log(calibration.TimeRatio(answer.FirstByteMs));
        logOdds += Math.Clamp(header + time, -Math.Log(WeakTogether), Math.Log(WeakTogether));
        return 1 / (1 + Math.Exp(-logOdds));
    }
}
