using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace K8sMirror.Testing.ControlPlane;

/// <summary>An HTTP server that answers each request with the next step of a script, and does not answer after the last one; it records requests.</summary>
public sealed class ScriptedServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<Func<HttpListenerResponse, Task>> script = new();
    private readonly CancellationTokenSource stop = new();

    public ScriptedServer()
    {
        Address = $"http://127.0.0.1:{LoopbackPort.Free()}/";
        listener.Prefixes.Add(Address);
        listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The Authorization header of each request; empty for none.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary>Answers with a status and a body.</summary>
    public ScriptedServer Then(HttpStatusCode status, string body, params (string Name, string Value)[] headers)
    {
        script.Enqueue(async response =>
        {
            response.StatusCode = (int)status;
            foreach (var (name, value) in headers)
            {
                response.AddHeader(name, value);
            }

            await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body)).ConfigureAwait(false);
            response.Close();
        });
        return this;
    }

    /// <summary>Sends the first half of a body, then closes the connection, as if the server were killed.</summary>
    public ScriptedServer ThenHalf(string body)
    {
        script.Enqueue(async response =>
        {
            response.ContentLength64 = body.Length;
            await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body[..(body.Length / 2)])).ConfigureAwait(false);
            await response.OutputStream.FlushAsync().ConfigureAwait(false);
            response.Abort();
        });
        return this;
    }

    /// <summary>Accepts the request and never answers.</summary>
    public ScriptedServer ThenSilence()
    {
        script.Enqueue(_ => Task.CompletedTask);
        return this;
    }

    /// <summary>Sends lines one by one, then ends the response or leaves it open.</summary>
    public ScriptedServer ThenStream(bool end, params string[] lines)
    {
        script.Enqueue(async response =>
        {
            response.SendChunked = true;
            foreach (var line in lines)
            {
                await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n")).ConfigureAwait(false);
                await response.OutputStream.FlushAsync().ConfigureAwait(false);
            }

            if (end)
            {
                response.Close();
            }
        });
        return this;
    }

    /// <summary>Closes all connections and accepts no more.</summary>
    public void Stop()
    {
        stop.Cancel();
        listener.Close();
    }

    public void Dispose()
    {
        Stop();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var context = await listener.GetContextAsync().ConfigureAwait(false);
                Authorizations.Enqueue(context.Request.Headers["Authorization"] ?? "");
                Asked.Enqueue(context.Request.RawUrl!);
                if (script.TryDequeue(out var step))
                {
                    _ = step(context.Response);
                }
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
