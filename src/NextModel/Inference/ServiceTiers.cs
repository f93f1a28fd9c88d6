namespace NextModel.Inference;

/// <summary>Names of service tiers that mean something here.</summary>
public static class ServiceTiers
{
    /// <summary>What the catalog calls the prices of batches. No request has it: what is asked for alone is no batch.</summary>
    public const string Batch = "batch";
}
