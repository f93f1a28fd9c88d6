using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NextModel.Identity;
using NextModel.Web.Site;

namespace NextModel.Web.Dashboard.Playground;

/// <summary>
/// The same prompt to several models, each answer a real request with a receipt, paid by a key that the reader chooses. Whoever may make a
/// key of a project may ask with the ones it has.
/// </summary>
internal sealed class PlaygroundPages(PlaygroundParts parts)
{
    public static ValueTask<IResult> ShowAsync(DashboardView view, HttpContext context) =>
        ValueTask.FromResult<IResult>(Page(view, PlaygroundForm.Begin(context.Request.Query, Usual(view))));

    /// <summary>The form without a script: what it would cost, or all answers at once.</summary>
    public async ValueTask<IResult> SendAsync(DashboardView view, HttpContext context)
    {
        var form = PlaygroundForm.Read(await context.Request.ReadFormAsync(context.RequestAborted));
        if (Refuse(view, form) is { } refusal)
        {
            return Page(view, form, refusal);
        }

        if (context.Request.Form["do"] == "estimate")
        {
            return parts.Estimate(form.ToRun(), form.Output).TryGet(out var estimates, out var problem) ? Page(view, form, null, estimates) : Page(view, form, problem.Message);
        }

        return parts.Run(form.ToRun(), context.RequestAborted).TryGet(out var stream, out var refused)
            ? Page(view, form, null, null, await PlaygroundAnswer.GatherAsync(form.Chosen, stream.Events))
            : Page(view, form, refused.Message);
    }

    /// <summary>The same for the page's script: answers as they come.</summary>
    public async ValueTask<IResult> StreamAsync(DashboardView view, HttpContext context)
    {
        var form = PlaygroundForm.Read(await context.Request.ReadFormAsync(context.RequestAborted));
        return Refuse(view, form) is { } refusal ? Results.Text(refusal, statusCode: StatusCodes.Status400BadRequest)
            : parts.Run(form.ToRun(), context.RequestAborted).TryGet(out var stream, out var refused) ? new Streaming(stream.Events)
            : Results.Text(refused.Message, statusCode: refused.Status);
    }

    /// <summary>The same for the page's script: the table of what it would cost.</summary>
    public async ValueTask<IResult> EstimateAsync(DashboardView view, HttpContext context)
    {
        var form = PlaygroundForm.Read(await context.Request.ReadFormAsync(context.RequestAborted));
        return Refuse(view, form) is null && parts.Estimate(form.ToRun(), form.Output).TryGet(out var estimates, out _)
            ? PublicSite.Render<PlaygroundEstimates>(StatusCodes.Status200OK, ("View", view), ("Form", form), ("Estimates", estimates))
            : Results.NoContent();
    }

    /// <summary>Keys of the organization that the reader may ask with: live ones, where they hold the role that makes keys.</summary>
    public static IReadOnlyList<Caller> Keys(DashboardView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return
        [
            .. view.Directory.Callers.Where(caller => caller.Organization.Id == view.Organization.Id && view.By.Holds(AccessRole.Developer, caller.Organization.Id, caller.Team.Id)
                    && caller.Key.RevokedAt is null && !(caller.Key.ExpiresAt <= view.Site.Now) && (caller.Project.ArchivedAt ?? caller.Team.ArchivedAt) is null)
                .OrderBy(caller => caller.Project.Name, StringComparer.Ordinal).ThenBy(caller => caller.Key.Name, StringComparer.Ordinal).Take(500),
        ];
    }

    private static string? Refuse(DashboardView view, PlaygroundForm form) =>
        Keys(view).All(caller => caller.Key.Id != form.KeyId) ? view.T["playground.bad.key"] : form.Problems.Values.Select(key => view.T[key]).FirstOrDefault();

    private static IEnumerable<string> Usual(DashboardView view) =>
        CatalogRows.Callable(view.Site).Take(PlaygroundForm.Fewest);

    private static RazorComponentResult<PlaygroundPage> Page(
        DashboardView view, PlaygroundForm form, string? refusal = null, IReadOnlyList<PlaygroundEstimate>? estimates = null, IReadOnlyList<PlaygroundAnswer>? answers = null) =>
        PublicSite.Render<PlaygroundPage>(
            refusal is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            ("View", view), ("Form", form), ("Refusal", refusal), ("Estimates", estimates), ("Answers", answers));

    private sealed class Streaming(IAsyncEnumerable<PlaygroundEvent> events) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "text/event-stream; charset=utf-8";
            response.Headers["X-Accel-Buffering"] = "no";
            await foreach (var one in events)
            {
                if (httpContext.RequestAborted.IsCancellationRequested)
                {
                    continue;
                }

                await response.WriteAsync(one.Name.Length == 0 ? ": keep-alive\n\n" : $"event: {one.Name}\ndata: ", httpContext.RequestAborted);
                if (one.Name.Length > 0)
                {
                    await response.Body.WriteAsync(one.Json, httpContext.RequestAborted);
                    await response.WriteAsync("\n\n", httpContext.RequestAborted);
                }

                await response.Body.FlushAsync(httpContext.RequestAborted);
            }
        }
    }
}
