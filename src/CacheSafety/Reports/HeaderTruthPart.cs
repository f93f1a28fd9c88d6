namespace CacheSafety.Reports;

/// <summary>Whether the target's headers say what it did.</summary>
/// <param name="FalseHit">Claimed a hit, but the answer was fresh: a discount or a saving that is not.</param>
/// <param name="SilentHit">Claimed fresh, but the answer was a replay.</param>
/// <param name="Unlabelled">Replays without a word.</param>
/// <param name="Checked">Answers that were looked at.</param>
public sealed record HeaderTruthPart(int FalseHit, int SilentHit, int Unlabelled, int Checked);
