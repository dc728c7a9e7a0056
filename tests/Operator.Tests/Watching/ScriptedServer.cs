using System.Collections.Concurrent;
using System.Net;
using System.Text;
using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Watching;

/// <summary>An HTTP server that answers each request with the next step of a script; what it was asked is kept.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Func<HttpListenerResponse, Task>> _script = new();
    private readonly CancellationTokenSource _stop = new();

    public ScriptedServer()
    {
        Address = $"http://127.0.0.1:{LoopbackPort.Free()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Answers with a status and a body.</summary>
    public ScriptedServer Then(HttpStatusCode status, string body)
    {
        _script.Enqueue(async response =>
        {
            response.StatusCode = (int)status;
            await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            response.Close();
        });
        return this;
    }

    /// <summary>Answers with the first half of a body, and then the connection is gone, as when the server is killed.</summary>
    public ScriptedServer ThenHalf(string body)
    {
        _script.Enqueue(async response =>
        {
            response.ContentLength64 = body.Length;
            await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body[..(body.Length / 2)]));
            await response.OutputStream.FlushAsync();
            response.Abort();
        });
        return this;
    }

    /// <summary>Answers with lines, each sent at once, and then ends or stays open.</summary>
    public ScriptedServer ThenStream(bool end, params string[] lines)
    {
        _script.Enqueue(async response =>
        {
            response.SendChunked = true;
            foreach (var line in lines)
            {
                await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
                await response.OutputStream.FlushAsync();
            }

            if (end)
            {
                response.Close();
            }
        });
        return this;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Close();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                Asked.Enqueue(context.Request.RawUrl!);
                if (_script.TryDequeue(out var step))
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
