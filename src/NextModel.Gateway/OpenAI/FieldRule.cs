using NextModel.Json;

namespace NextModel.Gateway.OpenAI;

/// <summary>What a known request member must look like. Members without a rule travel on unread.</summary>
/// <param name="Name">Member name, UTF-8.</param>
/// <param name="Kinds">Kinds it may have; null is always accepted where OpenAI accepts it.</param>
/// <param name="Minimum">Smallest number; with it the number must be whole.</param>
/// <param name="Maximum">Largest number.</param>
internal sealed record FieldRule(byte[] Name, JsonKind[] Kinds, long? Minimum = null, long Maximum = long.MaxValue);
