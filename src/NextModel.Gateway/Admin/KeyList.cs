namespace NextModel.Gateway.Admin;

/// <summary>Answer of <c>GET /api/admin/v1/keys</c>.</summary>
/// <param name="Keys">Newest first.</param>
public sealed record KeyList(IReadOnlyList<KeyView> Keys);
