namespace NextModel.Limits;

/// <summary>What a rate limit is on. The numbers are in PostgreSQL, between replicas: they never change.</summary>
public enum RateKind
{
    /// <summary>Requests a minute.</summary>
    Requests = 1,

    /// <summary>Tokens a minute.</summary>
    Tokens = 2,

    /// <summary>Requests in flight at one time.</summary>
    InFlight = 3,
}
