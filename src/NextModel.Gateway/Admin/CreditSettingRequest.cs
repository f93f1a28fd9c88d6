namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>PATCH /api/admin/v1/credits/{id}</c>.</summary>
/// <param name="Enforced">True: requests need credit and are charged to it. False: they neither need nor use it.</param>
public sealed record CreditSettingRequest(bool? Enforced);
