using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/budgets/{id}/reconcile</c>.</summary>
/// <param name="Settled">What the requests of unknown cost did cost; the rest of what is held for them becomes free.</param>
public sealed record ReconcileRequest(
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] decimal? Settled);
