using Microsoft.AspNetCore.Http;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.Serving;

/// <summary>A request as it arrived: its body, and what its headers say that is the same in every dialect.</summary>
/// <param name="Headers">All headers.</param>
/// <param name="Text">The body without a byte order mark.</param>
/// <param name="Tape">Takes the parsed body.</param>
/// <param name="Cache">What was asked of the exact cache.</param>
/// <param name="Workload">Value of <c>x-nextmodel-workload</c>; null when there is none.</param>
/// <param name="MayBeClamped">True for <c>x-nextmodel-budget-hint: clamp</c>.</param>
/// <param name="IdempotencyKey">Value of <c>idempotency-key</c>; null when there is none.</param>
/// <param name="Form">The form it came as, which <paramref name="Text"/> then tells; null where it came as JSON.</param>
internal readonly record struct ReceivedRequest(
    IHeaderDictionary Headers, ReadOnlyMemory<byte> Text, JsonTape Tape, CacheDirective Cache, string? Workload, bool MayBeClamped, string? IdempotencyKey,
    ReceivedForm? Form = null);
