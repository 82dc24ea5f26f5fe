import { mouse } from './stage/hands.mjs'
import { play } from './stage/play.mjs'
import { story } from './stage/story.mjs'

play(() => story(mouse))
