using NextModel.Audit;
using NextModel.Identity;

namespace NextModel.Gateway.Declaring;

/// <summary>What a step needs to run.</summary>
/// <param name="By">Who applies.</param>
/// <param name="Issued">Receives the keys that are made.</param>
/// <param name="CancellationToken">Gives up between steps.</param>
internal sealed record StepRun(Administrator By, List<IssuedByPlan> Issued, CancellationToken CancellationToken)
{
    public AuditActor Actor => By.Actor;

    /// <summary>Receives the secrets of the webhooks that are made.</summary>
    public List<SecretByPlan> Secrets { get; } = [];
}
