namespace NextModel.Gateway.Admin;

/// <summary>All signing keys there ever were, oldest first; the last one signs.</summary>
public sealed record SigningKeyList(IReadOnlyList<SigningKeyView> Data);
