using K8sMirror.Operator.Commands;

return await RootCommands.InvokeAsync(args);
