namespace CacheSafety.Reports;

/// <summary>A case that no exact cache can judge: same bytes, same scope, and yet a user might mind.</summary>
public sealed record AdvisoryPart(string Id, string Class, string Verdict, string Why);
