// The Nest application that both adapters are tried with: controllers, a guard, an interceptor, an error filter of
// Nest's own, streamed files. The decorators are called by hand, which needs no compiler.

import 'reflect-metadata'
import { Readable } from 'node:stream'
import {
  Body,
  Controller,
  ForbiddenException,
  Get,
  Header,
  Module,
  Param,
  Post,
  Query,
  Redirect,
  Req,
  Res,
  StreamableFile,
  UseGuards,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { askRoutes } from './route-requests.mjs'
import { askOnce, connect, tell } from './wire.mjs'

class Users {
  find(id, query) {
    return { id, query }
  }
  create(body) {
    return body
  }
  old() {}
  stream() {
    return new StreamableFile(Readable.from([Buffer.from('one '), Buffer.from('two')]))
  }
  throws() {
    throw new Error('a secret reason')
  }
  cookie(request, response) {
    response.header('Set-Cookie', 'seen=yes')
    return { cookie: request.headers.cookie, ip: request.ip }
  }
  guarded() {
    return 'inside'
  }
}

function decorate(name, decorators, parameters = []) {
  const descriptor = Object.getOwnPropertyDescriptor(Users.prototype, name)
  for (const decorator of decorators) decorator(Users.prototype, name, descriptor)
  for (const [at, parameter] of parameters.entries()) parameter(Users.prototype, name, at)
}

class Guard {
  canActivate(context) {
    if (context.switchToHttp().getRequest().headers['x-key'] === 'yes') return true
    throw new ForbiddenException('no key')
  }
}

class App {}

function makeModule() {
  decorate('find', [Get('users/:id')], [Param('id'), Query()])
  decorate('create', [Post('users')], [Body()])
  decorate('old', [Get('old'), Redirect('/users/1', 301)])
  decorate('stream', [Get('stream'), Header('X-Kind', 'stream')])
  decorate('throws', [Get('throws')])
  decorate('cookie', [Get('cookie')], [Req(), Res({ passthrough: true })])
  decorate('guarded', [Get('guarded'), UseGuards(Guard)])
  Controller()(Users)
  Module({ controllers: [Users] })(App)
  return App
}

export async function exerciseNest(adapter, { lane }) {
  const app = await NestFactory.create(makeModule(), ...(adapter === undefined ? [] : [adapter]), { logger: false })
  app.enableCors({ origin: 'http://app.test' })
  app.enableShutdownHooks([])
  await app.listen(0, '127.0.0.1')
  const { port } = app.getHttpServer().address()
  const say = lane('client')
  await askRoutes(port, say)
  tell(say, await askOnce(port, 'GET', '/guarded'))
  tell(say, await askOnce(port, 'GET', '/guarded', { 'X-Key': 'yes', Origin: 'http://app.test' }))
  const idle = await connect(port)
  tell(lane('closing'), await idle.ask('GET', '/users/1'))
  await app.close()
  lane('closing')('closed', app.getHttpServer().listening)
  idle.destroy()
}
