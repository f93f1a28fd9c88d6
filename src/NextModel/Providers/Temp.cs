#pragma warning disable
using NextModel.Inference;
namespace NextModel.Metering
{
    internal static class Meter { public static long EstimateInput(InferenceRequest r, string t) => r.Body.Length / 4; }
}
