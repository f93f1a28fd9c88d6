using CacheSafety.Opaque;

namespace CacheSafety.Tests.BlackBox;

public sealed class OpaqueEvidenceTests
{
    private static readonly DateTimeOffset Sent = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly OpaqueAnswer Prime = new("eight random words in a row here now", "id-1", Sent.AddMinutes(-5), null, 18, 0, null, 400);
    private static readonly OpaqueAnswer Fresh = new("some other words that end it all today", "id-2", Sent, null, 18, 0, null, 400);

    [Fact]
    public void Probability_EqualWordsOfALivelyModel_IsAHit() =>
        Of(Fresh with { Words = Prime.Words }, Calibrated(100)).ShouldBeGreaterThan(OpaqueEvidence.Hit);

    [Fact]
    public void Probability_EqualWordsOfAModelThatRepeatsItself_IsNotDecided() =>
        Of(Fresh with { Words = Prime.Words }, Calibrated(100, equal: true)).ShouldBeInRange(OpaqueEvidence.Miss, OpaqueEvidence.Hit);

    [Fact]
    public void Probability_OtherWords_IsAMiss() => Of(Fresh, Calibrated(50)).ShouldBeLessThan(OpaqueEvidence.Miss);

    [Fact]
    public void Probability_OldDateAndNoWords_IsAHit() =>
        Of(Fresh with { Words = null, Created = Prime.Created }, Calibrated(50)).ShouldBeGreaterThan(OpaqueEvidence.Hit);

    [Fact]
    public void Probability_NoTokensReported_IsNotEnoughAlone() =>
        Of(Fresh with { Words = null, Tokens = 0 }, Calibrated(50)).ShouldBeInRange(0.9, OpaqueEvidence.Hit);

    [Fact]
    public void Probability_TimeAlone_NeverDecides() =>
        Of(Fresh with { Words = null, FirstByteMs = 2 }, WithTimes()).ShouldBeInRange(0.5, 0.95);

    [Fact]
    public void Probability_FastByThePrefixCache_IsNoSignOfAReplay() =>
        Of(Fresh with { Words = null, FirstByteMs = 2, CachedTokens = 1_024 }, WithTimes()).ShouldBe(0.5, 1e-9);

    [Fact]
    public void Probability_HeaderAlone_NeverDecides() =>
        Of(Fresh with { Words = null, Claim = true }, Calibrated(50)).ShouldBeInRange(OpaqueEvidence.Miss, OpaqueEvidence.Hit);

    private static double Of(OpaqueAnswer answer, OpaqueCalibration calibration) => OpaqueEvidence.Probability(answer, Prime, Sent, calibration);

    private static OpaqueCalibration Calibrated(int pairs, bool equal = false)
    {
        var calibration = new OpaqueCalibration();
        for (var i = 0; i < pairs; i++)
        {
            calibration.AddFresh(
                Fresh with { Words = "a " + i, Id = $"a{i}", FirstByteMs = 380 + (i % 40) },
                Fresh with { Words = (equal ? "a " : "b ") + i, Id = $"b{i}", FirstByteMs = 380 + (i % 40) },
                Sent);
        }

        return calibration;
    }

    private static OpaqueCalibration WithTimes()
    {
        var calibration = Calibrated(50);
        for (var i = 0; i < 50; i++)
        {
            calibration.AddReplay(Prime with { FirstByteMs = 2 + (i / 100.0) });
        }

        return calibration;
    }
}
