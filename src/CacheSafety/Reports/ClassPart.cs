namespace CacheSafety.Reports;

/// <summary>One class of cases under one cache. Two to ten cases each: a picture, no verdict.</summary>
public sealed record ClassPart(string Class, string Suite, bool Reusable, int N, int Hits, int Bad, int Undetermined, int NotTested);
