using NextModel.Identity;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>The tenancy and the trail of its changes, open until this is disposed.</summary>
public interface IOpenTenancy : IOpenAudit
{
    ITenancyStore Tenancy { get; }
}
