using Microsoft.AspNetCore.Http;

namespace NextModel.Load.Servers;

/// <summary>
/// The bare forwarder everything is compared with: Kestrel as it comes, one <see cref="HttpMessageInvoker"/>, <see cref="StreamContent"/> up and
/// <see cref="Stream.CopyToAsync(Stream)"/> down. It checks nothing and remembers nothing.
/// </summary>
internal static class ForwarderServer
{
    public static async Task RunAsync(int port, Uri upstream)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
        await LoopbackServer.RunAsync(port, context => ForwardAsync(context, upstream, invoker));
    }

    private static async Task ForwardAsync(HttpContext context, Uri upstream, HttpMessageInvoker invoker)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(upstream, context.Request.Path.Value))
        {
            Content = new StreamContent(context.Request.Body),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        request.Content.Headers.ContentLength = context.Request.ContentLength;

        using var response = await invoker.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.ContentLength = response.Content.Headers.ContentLength;
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        await body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
