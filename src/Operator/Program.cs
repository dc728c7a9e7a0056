using K8sMirror.Operator.Commands;

return await RootCommands.Create().Parse(args).InvokeAsync();
