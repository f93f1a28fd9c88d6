namespace NextModel.Credits;

/// <summary>What a store knows of one organization's credit, for the start of a process.</summary>
/// <param name="OrganizationId">The organization.</param>
/// <param name="Currency">Its ledger currency.</param>
/// <param name="IsEnforced">Whether its requests need credit.</param>
/// <param name="Version">Of the setting, from 1; 0 when nobody ever set it.</param>
/// <param name="PaidNano">The sum of the entries of its paid account.</param>
/// <param name="Promos">Those of which something is left.</param>
public sealed record CreditBalance(
    string OrganizationId, string Currency, bool IsEnforced, long Version, long PaidNano, IReadOnlyList<CreditPromo> Promos);
