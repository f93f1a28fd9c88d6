using NextModel.Accounts;
using NextModel.Credentials;
using NextModel.Credits;
using NextModel.Errors;
using NextModel.Idempotency;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;
using NextModel.Providers.Objects;
using NextModel.Webhooks;

namespace NextModel.Gateway.Tests.Architecture;

/// <summary>Numbers that stand in databases. These lists only ever grow; a number is never changed and never used again.</summary>
public sealed class PersistedEnumTests
{
    private static readonly Dictionary<string, int> GatewayErrorCodes = new()
    {
        ["InvalidRequest"] = 1,
        ["InvalidJson"] = 2,
        ["DuplicateMember"] = 3,
        ["UnsupportedParameter"] = 4,
        ["ContextLengthExceeded"] = 5,
        ["ContentFiltered"] = 6,
        ["PreviousResponseNotFound"] = 7,
        ["InvalidApiKey"] = 20,
        ["KeyRevoked"] = 21,
        ["KeyExpired"] = 22,
        ["PolicyDenied"] = 30,
        ["ModelNotAllowed"] = 31,
        ["RegionNotAllowed"] = 32,
        ["PermissionDenied"] = 33,
        ["BudgetExceeded"] = 40,
        ["InsufficientCredit"] = 41,
        ["PriceUnknown"] = 42,
        ["ModelNotFound"] = 50,
        ["ReceiptNotFound"] = 51,
        ["NotFound"] = 52,
        ["MethodNotSupported"] = 53,
        ["UnsupportedContentType"] = 54,
        ["IdempotencyConflict"] = 60,
        ["RequestTooLarge"] = 61,
        ["IdempotencyInProgress"] = 62,
        ["CheckpointPending"] = 64,
        ["IdempotencyNoAnswer"] = 63,
        ["Conflict"] = 65,
        ["PreconditionFailed"] = 66,
        ["PreconditionRequired"] = 67,
        ["RateLimitExceeded"] = 70,
        ["ProviderError"] = 80,
        ["NoHealthySource"] = 81,
        ["Overloaded"] = 82,
        ["ProviderTimeout"] = 83,
        ["OnlyIfCached"] = 84,
        ["InternalError"] = 90,
    };

    private static readonly Dictionary<string, int> AccessRoles = new()
    {
        ["Viewer"] = 1,
        ["Developer"] = 2,
        ["Admin"] = 3,
        ["Owner"] = 4,
        ["Operator"] = 5,
    };

    [Fact]
    public void DeliveryState_Numbers_AreFrozen() => Enum.GetValues<DeliveryState>().ToDictionary(state => state.ToString(), state => (int)state)
        .ShouldBe(new Dictionary<string, int> { ["Pending"] = 1, ["Delivered"] = 2, ["Failed"] = 3 }, ignoreOrder: true);

    [Fact]
    public void AccessRole_Numbers_AreFrozen() =>
        Enum.GetValues<AccessRole>().ToDictionary(role => role.ToString(), role => (int)role).ShouldBe(AccessRoles, ignoreOrder: true);

    [Fact]
    public void Operation_Numbers_AreFrozen() => Numbers<Operation>().ShouldBe("ChatCompletions 1, Embeddings 2, Messages 3, Responses 4, Completions 14, Moderations 15, ImageGenerations 16, ImageEdits 17, ImageVariations 18, Speech 19, Transcriptions 20, Translations 21, Files 22, Batches 23, StoredCompletions 24, Compactions 25");

    [Fact]
    public void SourceObjectKind_Numbers_AreFrozen() => Numbers<SourceObjectKind>().ShouldBe("File 1, Batch 2, ChatCompletion 3, Container 4, Audio 5");

    [Fact]
    public void BudgetScope_Numbers_AreFrozen() => Numbers<BudgetScope>().ShouldBe("Organization 1, Team 2, Project 3, Key 4");

    [Fact]
    public void BudgetPeriod_Numbers_AreFrozen() => Numbers<BudgetPeriod>().ShouldBe("Day 1, Week 2, Month 3, Total 4");

    [Fact]
    public void RateKind_Numbers_AreFrozen() => Numbers<RateKind>().ShouldBe("Requests 1, Tokens 2, InFlight 3");

    [Fact]
    public void CreditTransferKind_Numbers_AreFrozen() => Numbers<CreditTransferKind>().ShouldBe(
        "TopUp 1, Charge 5, Refund 6, Chargeback 7, Promo 8, Expiry 9, Adjustment 10, Reversal 11");

    [Fact]
    public void CreditAccountKind_Numbers_AreFrozen() =>
        Numbers<CreditAccountKind>().ShouldBe("Paid 1, Promo 2, Clearing 3, PromoExpense 4, Revenue 5, Corrections 6");

    [Fact]
    public void PaymentFact_Numbers_AreFrozen()
    {
        Numbers<PaymentFactKind>().ShouldBe("Refund 1, Chargeback 2, ChargebackReversal 3");
        Numbers<PaymentFactState>().ShouldBe("Pending 1, Done 2, Void 3");
    }

    [Fact]
    public void IdempotencyState_Numbers_AreFrozen() =>
        Numbers<IdempotencyState>().ShouldBe("Claimed 1, Answered 2, TooLarge 3, Incomplete 4, Erased 5");

    [Fact]
    public void CredentialTestOutcome_Numbers_AreFrozen() =>
        Numbers<CredentialTestOutcome>().ShouldBe("Valid 1, Rejected 2, Unreachable 3, Inconclusive 4");

    [Fact]
    public void SignInMethod_Numbers_AreFrozen() =>
        Numbers<SignInMethod>().ShouldBe("Password 1, SecondFactor 2, RecoveryCode 3, SingleSignOn 4, Link 5, Key 6");

    private static string Numbers<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(value => $"{value} {Convert.ToInt32(value, null)}"));

    [Fact]
    public void GatewayErrorCode_Numbers_AreFrozen() =>
        Enum.GetValues<GatewayErrorCode>().ToDictionary(code => code.ToString(), code => (int)code).ShouldBe(GatewayErrorCodes, ignoreOrder: true);
}
