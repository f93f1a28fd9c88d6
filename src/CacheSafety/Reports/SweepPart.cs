namespace CacheSafety.Reports;

/// <summary>Thresholds from strict to loose, chosen on one half of the cases and confirmed on the other.</summary>
/// <param name="Embedder">The curve is of this one and no other.</param>
/// <param name="Text">What was embedded.</param>
/// <param name="Guarded">Whether the guard stood behind the threshold.</param>
/// <param name="Epsilon">Tolerated upper bound.</param>
/// <param name="Points">Over all cases, for the picture.</param>
/// <param name="Chosen">The loosest threshold that passes on the first half; null for none.</param>
/// <param name="Confirmed">Its figures on the second half.</param>
/// <param name="MoreTraps">Traps to add, all passed, before the strictest threshold could pass.</param>
/// <param name="Pool">The effect of the number of entries.</param>
public sealed record SweepPart(
    string Embedder, string Text, bool Guarded, double Epsilon, IReadOnlyList<SweepPoint> Points, double? Chosen, SweepPoint? Confirmed, int MoreTraps,
    IReadOnlyList<PoolPoint> Pool);
