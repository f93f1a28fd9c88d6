using NextModel.Ledger;
using NextModel.Metering;

namespace NextModel.Pipeline;

/// <summary>What an answer says of its receipt once that is durable.</summary>
/// <param name="Hash">SHA-256 of the receipt.</param>
/// <param name="UsageSource">Who counted.</param>
/// <param name="Cost">The amount charged.</param>
/// <param name="Currency">Its currency, ISO 4217.</param>
public sealed record ReceiptFacts(ReceiptHash Hash, UsageSource UsageSource, decimal Cost, string Currency);
