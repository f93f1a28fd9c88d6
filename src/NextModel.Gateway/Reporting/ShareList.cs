namespace NextModel.Gateway.Reporting;

/// <summary>The share links of one receipt that still lead somewhere.</summary>
public sealed record ShareList(string Object, IReadOnlyList<ShareView> Data);
