namespace CacheSafety.Reports;

/// <summary>Right hits by the layer that served them, as shares of all gated cases.</summary>
public sealed record LayerPart(double Exact, double Canonical, double Neutral, double Semantic);
