using System.Text.Json.Serialization;
using NextModel.Pipeline.Explaining;
using NextModel.Reporting.Simulation;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of explanations and simulations: every member always, so that what is not there is seen not to be.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(SimulationResult))]
public sealed partial class PolicyStudyJsonContext : JsonSerializerContext;
