namespace NextModel.Limits;

/// <summary>What a replica gets of one limit.</summary>
/// <param name="Granted">So much more.</param>
/// <param name="Target">So much of what there is now is its part: what it has beyond that it gives back.</param>
/// <param name="Share">Its part of the limit, between 0 and 1: that of all recent demand which came to it.</param>
public readonly record struct RateGrant(double Granted, double Target, double Share);
