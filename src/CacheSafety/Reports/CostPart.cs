using CacheSafety.Costing;

namespace CacheSafety.Reports;

/// <summary>Money, with the assumptions it rests on.</summary>
public sealed record CostPart(Prices Prices, Penalties Penalties, CostFigures Figures, decimal? BestSavedPerThousandAtEpsilon, double Epsilon);
