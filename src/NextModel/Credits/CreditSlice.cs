namespace NextModel.Credits;

/// <summary>What one charge takes from one promo.</summary>
internal readonly record struct CreditSlice(CreditLot Lot, long Nano);
