namespace NextModel.Gateway.Admin;

/// <summary>Answer of <c>GET /api/admin/v1/offers</c>: every offer in force, by model id and then in the order they are tried.</summary>
public sealed record OfferList(IReadOnlyList<OfferView> Data);
